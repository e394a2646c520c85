import './testing/on-servers';
import './contest-day.spec';
