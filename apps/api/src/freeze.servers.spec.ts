import './testing/on-servers';
import './freeze.spec';
