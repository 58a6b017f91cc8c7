# SPDX-FileCopyrightText: 2026 The Turnpike authors
# SPDX-License-Identifier: GPL-3.0-only

# turnpike-server on Debian 13, for Railway or any other container host. What the stages do is in scripts/lib/image;
# `scripts/check-debian13` carries out the same steps without a container engine, and the tests with them.
FROM debian:trixie-slim AS build
WORKDIR /src
COPY scripts/lib scripts/lib
RUN scripts/lib/image packages build
COPY . .
# Railway passes it; elsewhere: docker build --build-arg REVISION=$(git rev-parse HEAD) .
ARG RAILWAY_GIT_COMMIT_SHA
ARG REVISION=${RAILWAY_GIT_COMMIT_SHA}
RUN REVISION=${REVISION} scripts/lib/image build /out

FROM debian:trixie-slim
COPY scripts/lib /usr/local/share/turnpike/scripts/lib
RUN /usr/local/share/turnpike/scripts/lib/image packages run && /usr/local/share/turnpike/scripts/lib/image user
COPY --from=build /out/turnpike-server /usr/local/bin/turnpike-server
COPY LICENSE THIRD_PARTY.md /usr/local/share/doc/turnpike/
# As org.opencontainers.image has them. The source of an image is the commit that it names.
ARG RAILWAY_GIT_COMMIT_SHA
ARG REVISION=${RAILWAY_GIT_COMMIT_SHA}
LABEL org.opencontainers.image.title="turnpike-server" \
  org.opencontainers.image.description="Sells VPN subscriptions through a Telegram bot" \
  org.opencontainers.image.licenses="GPL-3.0-only" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.base.name="docker.io/library/debian:trixie-slim"
USER turnpike
WORKDIR /var/lib/turnpike
EXPOSE 8080
# The server is process 1: it gets SIGTERM itself, drains, and exits with 0 within 10 s.
STOPSIGNAL SIGTERM
CMD ["/usr/local/bin/turnpike-server"]
