import './testing/on-servers';
import './honours.spec';
