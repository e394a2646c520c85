import './testing/on-servers';
import './process.spec';
