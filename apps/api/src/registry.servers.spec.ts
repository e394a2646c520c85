import './testing/on-servers';
import './registry.spec';
