import { Component, inject } from '@angular/core';
import { RouterLink, RouterOutlet } from '@angular/router';

import { GalleryStore } from '../api/gallery-store';
import { formatDateTime } from '../ui/format/date';
import { Message } from '../ui/message';
import { Notice } from '../ui/notice';
import { WhenVisible } from '../ui/when-visible';

const SKELETONS = Array.from({ length: 18 }, (_, index) => index);

/** Every picture, newest first. */
@Component({
  selector: 'app-gallery-page',
  imports: [Message, Notice, RouterLink, RouterOutlet, WhenVisible],
  templateUrl: './gallery-page.html',
  styleUrl: './gallery-page.css',
})
export class GalleryPage {
  protected readonly gallery = inject(GalleryStore);
  protected readonly skeletons = SKELETONS;
  protected readonly formatDateTime = formatDateTime;

  constructor() {
    scrollTo({ top: 0, behavior: 'instant' });
  }
}
