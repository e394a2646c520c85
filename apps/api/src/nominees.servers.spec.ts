import './testing/on-servers';
import './nominees.spec';
