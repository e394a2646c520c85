import './testing/on-servers';
import './register-files.spec';
