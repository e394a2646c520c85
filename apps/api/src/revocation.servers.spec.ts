import './testing/on-servers';
import './revocation.spec';
