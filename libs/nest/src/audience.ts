import { SetMetadata, type CustomDecorator, type Type } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants';
import type { ModulesContainer } from '@nestjs/core';
import type { Grant, Role } from '@xf/access';

/** Who a route is for. `staff` narrows to accounts that hold one of the roles somewhere; where, the route asks. */
export type Audience =
  | { readonly kind: 'public' }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'staff'; readonly roles: readonly Role[] };

const key = 'xf:audience';

/** Adds to what stands there, so that a route with two audiences is seen as such and refused at start-up. */
const declare = (audience: Audience) => (target: object, name: string | symbol, descriptor: PropertyDescriptor) => {
  const handler = descriptor.value as object;
  const declared = audiencesOf(handler);
  (SetMetadata(key, [...declared, audience]) as CustomDecorator & MethodDecorator)(target, name, descriptor);
};

/** Anybody, signed in or not. */
export const Public = () => declare({ kind: 'public' });
/** Any account that is not disabled. */
export const SignedIn = () => declare({ kind: 'signed-in' });
/** Accounts holding one of these roles. */
export const Audience = (...roles: readonly [Role, ...Role[]]) => declare({ kind: 'staff', roles });

const audiencesOf = (handler: object): readonly Audience[] =>
  (Reflect.getMetadata(key, handler) as readonly Audience[] | undefined) ?? [];

/** The audience of a handler; throws when it has none or several, which `routesOf` has excluded at start-up. */
export function audienceOf(handler: object): Audience {
  const [audience, ...more] = audiencesOf(handler);
  if (audience === undefined || more.length > 0) throw new Error('a route without exactly one audience');
  return audience;
}

export type ListedRoute = { readonly operation: string; readonly audience: Audience };

/** Every route of every controller. Throws, naming them, when some do not declare exactly one audience. */
export function routesOf(modules: ModulesContainer): readonly ListedRoute[] {
  const wrong: string[] = [];
  const routes: ListedRoute[] = [];
  for (const module of modules.values()) {
    for (const { metatype } of module.controllers.values()) {
      for (const [operation, handler] of handlersOf(metatype as Type)) {
        const [audience, ...more] = audiencesOf(handler);
        if (audience === undefined || more.length > 0) wrong.push(`${metatype?.name ?? '?'}.${operation}`);
        else routes.push({ operation, audience });
      }
    }
  }
  if (wrong.length > 0) {
    throw new Error(`these routes need exactly one of @Public, @SignedIn, @Audience: ${wrong.join(', ')}`);
  }
  return routes;
}

function handlersOf(controller: Type): readonly (readonly [string, object])[] {
  const prototype = controller.prototype as object;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    const isRoute = typeof handler === 'function' && Reflect.getMetadata(METHOD_METADATA, handler) !== undefined;
    return isRoute ? [[name, handler] as const] : [];
  });
}

/** Whether an audience takes in somebody with these grants; `undefined` is nobody in particular. */
export function admits(audience: Audience, grants: readonly Grant[] | undefined): boolean {
  if (audience.kind === 'public') return true;
  if (grants === undefined) return false;
  return audience.kind === 'signed-in' || grants.some(({ role }) => audience.roles.includes(role));
}
