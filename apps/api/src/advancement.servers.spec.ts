import './testing/on-servers';
import './advancement.spec';
