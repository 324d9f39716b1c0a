import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata } from '@nestjs/common';
import { BackendHost } from './backend-host.service.js';
import { BACKEND_HOST_OPTIONS, type BackendHostOptions } from './backend-host-options.js';

/** How the options are made from other providers. */
export interface BackendsModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: FactoryProvider<BackendHostOptions>['useFactory'];
}

/** Gives the application its {@link BackendHost}. */
@Module({})
export class BackendsModule {
  static forRoot(options: BackendHostOptions): DynamicModule {
    return BackendsModule.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync({ imports = [], inject = [], useFactory }: BackendsModuleAsyncOptions): DynamicModule {
    return {
      module: BackendsModule,
      imports,
      providers: [{ provide: BACKEND_HOST_OPTIONS, inject, useFactory }, BackendHost],
      exports: [BackendHost],
    };
  }
}
