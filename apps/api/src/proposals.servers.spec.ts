import './testing/on-servers';
import './proposals.spec';
