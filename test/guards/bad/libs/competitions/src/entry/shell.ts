import { Controller } from '@nestjs/common';
import { allowed } from '@xf/nest';
import { allowed as files } from '@xf/files';
import { entry } from './decide.js';
import { list } from './query.js';

export const shell = [Controller, allowed, files, entry, list];
