import './testing/on-servers';
import './nominations.spec';
