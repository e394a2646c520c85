import { Module } from '@nestjs/common';
import { shell } from './entry/shell.js';

export const CompetitionsModule = [Module, shell];
