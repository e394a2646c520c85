import './testing/on-servers';
import './committee.spec';
