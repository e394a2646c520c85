import './testing/on-servers';
import './trial.spec';
