import type { Routes } from '@angular/router';

export const routes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: 'Generate · CyberImage',
    loadComponent: () => import('./generate/generate-page').then((file) => file.GeneratePage),
  },
  {
    path: 'gallery',
    title: 'Gallery · CyberImage',
    loadComponent: () => import('./gallery/gallery-page').then((file) => file.GalleryPage),
    children: [
      {
        path: ':id',
        title: 'Picture · CyberImage',
        loadComponent: () => import('./gallery/image-details').then((file) => file.ImageDetails),
      },
    ],
  },
  {
    path: 'queue',
    title: 'Queue · CyberImage',
    loadComponent: () => import('./queue/queue-page').then((file) => file.QueuePage),
  },
  {
    path: 'audit',
    title: 'Audit · CyberImage',
    loadComponent: () => import('./audit/audit-page').then((file) => file.AuditPage),
  },
  {
    path: 'servers',
    title: 'Servers · CyberImage',
    loadComponent: () => import('./servers/servers-page').then((file) => file.ServersPage),
  },
  { path: '**', redirectTo: '' },
];
