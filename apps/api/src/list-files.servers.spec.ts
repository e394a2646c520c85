import './testing/on-servers';
import './list-files.spec';
