import type { Said } from '../terms';

/**
 * Why a nominee, as filed, is not who the register has. `unit-not-found` is also said of a unit in another area, which is
 * told in the same words as one that does not exist; of a person there no more is told than that they are registered.
 */
export type Misplaced =
  | { readonly code: 'nominee-elsewhere' }
  | { readonly code: 'unit-not-found'; readonly unit: string }
  | { readonly code: 'unit-named-otherwise'; readonly unit: string };

/** What to do about it. */
export function misplacedText(misplaced: Misplaced): Said {
  switch (misplaced.code) {
    case 'nominee-elsewhere':
      return {
        zh: '此人登记在其他地区的单位名下：请由双方共同的上级在名录中登记调动后再办理',
        en: 'the register has the person in another area: have the move recorded by an organizer above both, then go on',
      };
    case 'unit-not-found':
      return {
        zh: `名录中没有单位 ${misplaced.unit}，或不在本组织及其上下级：请核对标识，或先登记该单位`,
        en: `the register has no unit ${misplaced.unit} here, above or below: check the id, or register the unit first`,
      };
    case 'unit-named-otherwise':
      return {
        zh: `推荐所写的单位名称，不是单位 ${misplaced.unit} 现在或以前的名称：请核对标识，或更正推荐中的名称`,
        en: `the unit ${misplaced.unit} neither is nor was called what the nomination says: check the id, or have the name corrected`,
      };
  }
}
