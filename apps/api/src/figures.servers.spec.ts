import './testing/on-servers';
import './figures.spec';
