# syntax=docker/dockerfile:1
# The page, then the server with the page in it, then an image that holds little else.
# PostgreSQL is not in it: give DATABASE_URL (docker-compose.yml does).

FROM node:22-bookworm-slim AS page
WORKDIR /page
COPY static/package.json static/package-lock.json static/.npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY static/ ./
RUN npm run build

FROM rust:1-slim-bookworm AS server
WORKDIR /source
COPY . .
COPY --from=page /page/dist static/dist
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/source/target \
    cargo build --release --locked --bin carebridge \
    && cp target/release/carebridge /usr/local/bin/carebridge

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/carebridge --create-home carebridge
COPY --from=server /usr/local/bin/carebridge /usr/local/bin/carebridge
USER carebridge
WORKDIR /var/lib/carebridge
VOLUME /var/lib/carebridge
ENV CAREBRIDGE_BIND=0.0.0.0:8000 \
    CAREBRIDGE_DATA_DIR=/var/lib/carebridge \
    CAREBRIDGE_LOG=json
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["carebridge", "healthcheck"]
ENTRYPOINT ["tini", "--", "carebridge"]
CMD ["serve"]
