import './testing/on-servers';
import './list-personal.spec';
