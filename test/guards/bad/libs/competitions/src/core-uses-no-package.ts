import type { Type } from '@nestjs/common';

export type Bad = Type;
