import './testing/on-servers';
import './judging.spec';
