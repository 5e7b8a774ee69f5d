// The vendor's SDK comes without types at the path that its package names.
declare module '@amazon-sp-api-release/amazon-sp-api-sdk-js';
