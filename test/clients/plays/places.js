// Where the sitting takes place: its channel, and the keys of the windows that irssi and WeeChat open in this order.
export const CHANNEL = "#hansard";
export const STATUS_WINDOW = "M-1";
export const CHANNEL_WINDOW = "M-2";
export const QUERY_WINDOW = "M-3";
