# Hoist in a container. It was written on a machine without a Docker daemon: it has not been built there.
FROM rust:1.95-bookworm AS build
WORKDIR /hoist
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/hoist/target \
    cargo build --release --locked --package hoist && cp target/release/hoist /usr/local/bin/hoist

FROM debian:bookworm-slim
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin hoist \
    && install -d -o hoist -g hoist -m 0700 /data
COPY --from=build /usr/local/bin/hoist /usr/local/bin/hoist
USER 10001:10001
# A hoist.toml is read from the working folder, so one in the volume counts.
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
# The image has no curl; bash speaks enough HTTP for a look at /healthz.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["hoist"]
CMD ["serve", "--listen", "0.0.0.0:8080", "--data", "/data"]
