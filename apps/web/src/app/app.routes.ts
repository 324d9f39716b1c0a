import type { Routes } from '@angular/router';

export const routes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: $localize`Generate · CyberImage`,
    loadComponent: () => import('./generate/generate-page').then((file) => file.GeneratePage),
  },
  {
    path: 'gallery/trash',
    title: $localize`Trash · CyberImage`,
    loadComponent: () => import('./gallery/trash-page').then((file) => file.TrashPage),
  },
  {
    path: 'gallery',
    title: $localize`Gallery · CyberImage`,
    loadComponent: () => import('./gallery/gallery-page').then((file) => file.GalleryPage),
    children: [
      {
        path: ':id',
        title: $localize`Picture · CyberImage`,
        loadComponent: () => import('./gallery/image-details').then((file) => file.ImageDetails),
      },
    ],
  },
  {
    path: 'queue',
    title: $localize`Queue · CyberImage`,
    loadComponent: () => import('./queue/queue-page').then((file) => file.QueuePage),
  },
  {
    path: 'audit',
    title: $localize`Audit · CyberImage`,
    loadComponent: () => import('./audit/audit-page').then((file) => file.AuditPage),
  },
  {
    path: 'models',
    title: $localize`Models · CyberImage`,
    loadComponent: () => import('./models/models-page').then((file) => file.ModelsPage),
  },
  {
    path: 'servers',
    title: $localize`Servers · CyberImage`,
    loadComponent: () => import('./servers/servers-page').then((file) => file.ServersPage),
  },
  {
    path: 'plugins',
    title: $localize`Plugins · CyberImage`,
    loadComponent: () => import('./plugins/plugins-page').then((file) => file.PluginsPage),
  },
  {
    path: 'settings',
    title: $localize`Settings · CyberImage`,
    loadComponent: () => import('./settings/settings-page').then((file) => file.SettingsPage),
  },
  { path: '**', redirectTo: '' },
];
