// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// What Crypto Pay's documentation (help.send.tg, Crypto Pay API 1.5.2) says of its objects: no client has types of the
// answers as they are sent.
export type Asset = "USDT" | "TON" | "BTC" | "ETH" | "LTC" | "BNB" | "TRX" | "USDC" | "JET";
export type Fiat =
  | "USD" | "EUR" | "RUB" | "BYN" | "UAH" | "GBP" | "CNY" | "KZT" | "UZS" | "GEL" | "TRY"
  | "AMD" | "THB" | "INR" | "BRL" | "IDR" | "AZN" | "AED" | "PLN" | "ILS" | "KGS" | "TJS";
export type SwapAsset = "USDT" | "TON" | "TRX" | "ETH" | "SOL" | "BTC" | "LTC";

interface InvoiceBase {
  invoice_id: number;
  hash: string;
  amount: string;
  bot_invoice_url: string;
  mini_app_invoice_url: string;
  web_app_invoice_url: string;
  /** Deprecated, and still sent. */
  pay_url: string;
  description?: string;
  created_at: string;
  allow_comments: boolean;
  allow_anonymous: boolean;
  expiration_date?: string;
  hidden_message?: string;
  payload?: string;
  paid_btn_name?: "viewItem" | "openChannel" | "openBot" | "callback";
  paid_btn_url?: string;
  swap_to?: SwapAsset;
}

interface InCrypto {
  currency_type: "crypto";
  asset: Asset;
}

interface InFiat {
  currency_type: "fiat";
  fiat: Fiat;
  accepted_assets?: Asset[];
}

interface Unpaid {
  status: "active" | "expired";
}

interface Paid {
  status: "paid";
  paid_at: string;
  paid_anonymously: boolean;
  paid_usd_rate: string;
  fee_asset: string;
  fee_amount: number;
  /** Sent, but not documented. */
  fee_in_usd?: string;
  comment?: string;
  is_swapped?: boolean;
  swapped_uid?: string;
  swapped_to?: SwapAsset;
  swapped_rate?: string;
  swapped_output?: string;
  swapped_usd_amount?: string;
  swapped_usd_rate?: string;
}

interface PaidInFiat extends Paid {
  paid_asset: Asset;
  paid_amount: string;
  paid_fiat_rate: string;
}

export type Invoice = InvoiceBase & ((InCrypto & (Unpaid | Paid)) | (InFiat & (Unpaid | PaidInFiat)));

export interface App {
  app_id: number;
  name: string;
  payment_processing_bot_username: string;
}

export interface Balance {
  currency_code: string;
  available: string;
  onhold: string;
}

export interface ExchangeRate {
  is_valid: boolean;
  is_crypto: boolean;
  is_fiat: boolean;
  source: string;
  target: string;
  rate: string;
}

export interface Currency {
  is_blockchain: boolean;
  is_stablecoin: boolean;
  is_fiat: boolean;
  name: string;
  code: string;
  url?: string;
  decimals: number;
}

export interface AppStats {
  volume: number;
  conversion: number;
  unique_users_count: number;
  created_invoice_count: number;
  paid_invoice_count: number;
  start_at: string;
  end_at: string;
}

export interface Answers {
  getMe: App;
  createInvoice: Invoice;
  deleteInvoice: boolean;
  getInvoices: { items: Invoice[] };
  getBalance: Balance[];
  getExchangeRates: ExchangeRate[];
  getCurrencies: Currency[];
  getStats: AppStats;
}

export interface Failure {
  ok: false;
  error: { code: number; name: string };
}

export interface Update {
  update_id: number;
  update_type: "invoice_paid";
  request_date: string;
  payload: Invoice & Deprecated;
}

/** Members of a paid invoice that only webhooks still have. */
interface Deprecated {
  fee: string;
  usd_rate: string;
}
