import './testing/on-servers';
import './flag.spec';
