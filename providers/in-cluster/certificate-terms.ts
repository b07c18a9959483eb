/** The kind of key that certificates of the stores have. */
export const elliptic = { algorithm: "ECDSA", ecdsaCurve: "P256" } as const;

export const hoursPerYear = 8760;
