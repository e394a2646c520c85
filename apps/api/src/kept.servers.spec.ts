import './testing/on-servers';
import './kept.spec';
