import { RouteConfig } from '@nestjs/platform-fastify';

/** What {@link TakesPictures} marks a route with. */
export interface PictureRouteConfig {
  readonly takesPictures?: boolean;
  readonly takesFiles?: boolean;
}

/** The route takes bodies with pictures inside: large ones. */
export function TakesPictures(): MethodDecorator {
  return RouteConfig({ takesPictures: true } satisfies PictureRouteConfig);
}

/** The route takes pictures as files, too: as the body or in a form (`multipart/form-data`). */
export function TakesFiles(): MethodDecorator {
  return RouteConfig({ takesPictures: true, takesFiles: true } satisfies PictureRouteConfig);
}
