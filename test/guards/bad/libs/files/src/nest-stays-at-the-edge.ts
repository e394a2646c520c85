import { Injectable } from '@nestjs/common';

export const bad = [Injectable];
