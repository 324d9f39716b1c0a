# One image for both processes: the API (web app inside) and the worker.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
# No package needs its install script; onnxruntime-node's would download CUDA libraries.
RUN npm ci --ignore-scripts && npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    MEDIA_ROOT=/data/pictures \
    CONFIG_DATA_PATH=/data/config \
    MODELS_PATH=/app/models
WORKDIR /app
RUN mkdir -p /data/pictures /data/config && chown -R node:node /data
COPY --from=build --chown=node:node /app /app
USER node
EXPOSE 3000
VOLUME ["/data/pictures", "/data/config"]
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/api/dist/main.js"]
