// Says which libraries of the system the CUDA provider does not find.
import { CUDA_LIBRARIES } from '../../libs/backends/src/runtime/cuda-libraries.ts';
import { missingLibraries } from '../../libs/backends/src/runtime/missing-libraries.ts';

const missing = missingLibraries(CUDA_LIBRARIES);
console.log(
  missing.length === 0
    ? 'The NVIDIA driver, CUDA 12 and cuDNN 9 are there, too: the device "auto" takes the GPU from the next start on.'
    : `It also needs the NVIDIA driver, CUDA 12 and cuDNN 9. The system does not find: ${missing.join(', ')}.\n` +
        'See "GPU" in docs/models.md.',
);
