import './testing/on-servers';
import './publicity.spec';
