import './testing/on-servers';
import './live.spec';
