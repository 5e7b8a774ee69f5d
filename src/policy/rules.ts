import type { Rule } from './rule.ts';
import animatedGif from './rules/animated-gif.ts';
import attachmentDisallowed from './rules/attachment-disallowed.ts';
import cancelRequest from './rules/cancel-request.ts';
import emailAddress from './rules/email-address.ts';
import emoji from './rules/emoji.ts';
import fontSizes from './rules/font-sizes.ts';
import imageDisallowed from './rules/image-disallowed.ts';
import imageInsecure from './rules/image-insecure.ts';
import imageWidth from './rules/image-width.ts';
import imgAlt from './rules/img-alt.ts';
import language from './rules/language.ts';
import lateContact from './rules/late-contact.ts';
import lineBreaks from './rules/line-breaks.ts';
import linkExternal from './rules/link-external.ts';
import linkInsecure from './rules/link-insecure.ts';
import linkText from './rules/link-text.ts';
import logoLink from './rules/logo-link.ts';
import marginWidth from './rules/margin-width.ts';
import marketing from './rules/marketing.ts';
import offPlatform from './rules/off-platform.ts';
import orderConfirmation from './rules/order-confirmation.ts';
import orderId from './rules/order-id.ts';
import phoneNumber from './rules/phone-number.ts';
import reviewGating from './rules/review-gating.ts';
import reviewIncentive from './rules/review-incentive.ts';
import reviewRemoval from './rules/review-removal.ts';
import reviewRepeat from './rules/review-repeat.ts';
import sensitiveContent from './rules/sensitive-content.ts';
import spelling from './rules/spelling.ts';
import styleOverride from './rules/style-override.ts';
import subjectImportant from './rules/subject-important.ts';
import textAlign from './rules/text-align.ts';
import thankYouOnly from './rules/thank-you-only.ts';
import trackingPixel from './rules/tracking-pixel.ts';
import unsubscribe from './rules/unsubscribe.ts';

/** Every rule, by id in the order of the alphabet. */
export const RULES: readonly Rule[] = [
  animatedGif,
  attachmentDisallowed,
  cancelRequest,
  emailAddress,
  emoji,
  fontSizes,
  imageDisallowed,
  imageInsecure,
  imageWidth,
  imgAlt,
  language,
  lateContact,
  lineBreaks,
  linkExternal,
  linkInsecure,
  linkText,
  logoLink,
  marginWidth,
  marketing,
  offPlatform,
  orderConfirmation,
  orderId,
  phoneNumber,
  reviewGating,
  reviewIncentive,
  reviewRemoval,
  reviewRepeat,
  sensitiveContent,
  spelling,
  styleOverride,
  subjectImportant,
  textAlign,
  thankYouOnly,
  trackingPixel,
  unsubscribe,
];
