import './testing/on-servers';
import './exports.spec';
