import './testing/on-servers';
import './sheets.spec';
