import './testing/on-servers';
import './stages.spec';
