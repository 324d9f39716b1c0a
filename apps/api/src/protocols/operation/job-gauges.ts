import type { JobStatistics } from '../../generation/job-statistics.service.js';
import type { Gauge, Sample } from './write-metrics.js';

const QUANTILES = [0.5, 0.95];

/** What the last hour's jobs tell, as gauges. */
export function jobGauges({ lanes, models }: JobStatistics): readonly Gauge[] {
  const byLane = [...lanes];
  const byModel = [...models];
  return [
    {
      name: 'cyberimage_job_wait_seconds',
      help: 'From request to start, jobs of the last hour',
      samples: byLane.flatMap(([lane, { waits }]) => quantiles({ lane }, waits)),
    },
    {
      name: 'cyberimage_picture_seconds',
      help: 'Work for a picture, jobs of the last hour',
      samples: byModel.flatMap(([model, { pictures }]) => quantiles({ model }, pictures)),
    },
    {
      name: 'cyberimage_step_seconds',
      help: 'Work for a picture over its steps, jobs of the last hour',
      samples: byModel.flatMap(([model, { steps }]) => quantiles({ model }, steps)),
    },
    {
      name: 'cyberimage_job_failures',
      help: 'Failed jobs of the last hour by code',
      samples: byLane.flatMap(([lane, { failures }]) =>
        [...failures].map(([code, value]) => ({ labels: { lane, code }, value })),
      ),
    },
    {
      name: 'cyberimage_busy_share',
      help: 'Share of the last hour in which a lane was at work',
      samples: byLane.map(([lane, { busyShare: value }]) => ({ labels: { lane }, value })),
    },
  ];
}

function quantiles(labels: Readonly<Record<string, string>>, values: readonly number[]): readonly Sample[] {
  const sorted = values.toSorted((a, b) => a - b);
  return QUANTILES.flatMap((quantile) => {
    const value = sorted[Math.ceil(quantile * sorted.length) - 1];
    return value === undefined ? [] : [{ labels: { ...labels, quantile: String(quantile) }, value }];
  });
}
