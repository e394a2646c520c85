import { NestFactory } from '@nestjs/core';
import { readFileSync } from 'node:fs';
import { allowed } from '@xf/adapters';
import { entryEvents } from '@xf/competitions';

export const app = [NestFactory, readFileSync, allowed, entryEvents];
