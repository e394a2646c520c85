import './testing/on-servers';
import './rounds.spec';
