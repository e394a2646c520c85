import './testing/on-servers';
import './competitions.spec';
