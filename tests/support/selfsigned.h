// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>

namespace turnpike::test {

// Made for tests, used nowhere else: a certificate for localhost that signs itself, valid until 2120.
inline const QByteArray kKey = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZOXvDE7wU7aOT5p5
7wclvMFvAFTxYapKQemnbOReVN6hRANCAAR9ajVlL4WHtT8a6ufPh5bGNHjYvJ02
WY5pe74Ey/1OwqleX7zQKHAZ5vL6nDiTdUOKz9unWl9RTW67F/6pryDk
-----END PRIVATE KEY-----)";
inline const QByteArray kCertificate = R"(-----BEGIN CERTIFICATE-----
MIIBZzCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABH1qNWUvhYe1Pxrq
58+HlsY0eNi8nTZZjml7vgTL/U7CqV5fvNAocBnm8vqcOJN1Q4rP26daX1FNbrsX
/qmvIOSjTjBMMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0
hwR/AAABMB0GA1UdDgQWBBRKKnq4lcyuuR8amXfjnqo0qM7cdzAKBggqhkjOPQQD
AgNIADBFAiEAkzxeAT6FDUeHJSRSQa0hucDlrpFAVKyuUvxFIe3D84gCIGmjMM+1
sxpin1NPgLv5sPOm2hVZ+iJZFf0eM2/qIGI0
-----END CERTIFICATE-----)";

} // namespace turnpike::test
