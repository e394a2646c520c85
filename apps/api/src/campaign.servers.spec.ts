import './testing/on-servers';
import './campaign.spec';
