import './testing/on-servers';
import './appeals.spec';
