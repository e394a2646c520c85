import { Injectable } from '@nestjs/common';

export const allowed = [Injectable];
