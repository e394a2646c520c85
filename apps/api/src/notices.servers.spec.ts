import './testing/on-servers';
import './notices.spec';
