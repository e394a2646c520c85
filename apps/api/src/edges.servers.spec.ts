import './testing/on-servers';
import './edges.spec';
